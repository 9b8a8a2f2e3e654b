"""Posts to an endpoint over `http.client` and reads the reply as it comes, in bounded time and size.

The standard library's client, because a Watch needs the socket before the first byte of a reply, and because it writes
no logs, follows no redirect and takes neither proxies nor credentials from the environment.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from rag.adapters.watch import Watch
from rag.errors import ModelError, ModelInterrupted, ModelReplyInvalid, ModelTimeout, ModelUnavailable, SettingsError

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: until there is a connection, between two bytes, for a whole reply with its retries."""

    connect: float = 5.0
    gap: float = 30.0
    total: float = 120.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Made by `endpoint`."""

    address: SplitResult
    proxy: SplitResult | None

    @property
    def origin(self) -> str:
        """Fit to be shown: a query may hold a key."""
        return f"{self.address.scheme}://{self.address.netloc}"

    def resource(self, name: str) -> str:
        """What is asked for: a path, or to a proxy that passes it on, the whole URL (RFC 9112, 3.2)."""
        path = f"{self.address.path.rstrip('/')}/{name}"
        whole = f"{path}?{self.address.query}" if self.address.query else path
        return f"{self.origin}{whole}" if self.proxy and self.address.scheme == "http" else whole


def endpoint(url: str, proxy: str | None = None) -> Endpoint:
    """Errors: SettingsError, without the URL, which may hold credentials."""
    return Endpoint(_address(url, "地址", "http", "https"), _address(proxy, "代理", "http") if proxy else None)


def _address(url: str, what: str, *schemes: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
    except ValueError:
        usable = False
    if not usable or parts.scheme not in schemes:
        raise SettingsError(f"语言模型的{what}不能用；应形如 http://127.0.0.1:8080/v1")
    if "@" in parts.netloc:
        raise SettingsError(
            f"语言模型的{what}里不能带用户名或密码；密钥请放进 WENCE_MODEL_KEY 或 key_env 所指的环境变量"
        )
    return parts


@contextmanager
def posted(
    target: Endpoint, name: str, headers: Mapping[str, str], body: bytes, *, limits: Limits, watch: Watch
) -> Iterator[HTTPResponse]:
    """The response as soon as its head is there. Errors: ModelUnavailable, ModelTimeout; those of the watch."""
    with closing(_connection(target, limits.connect)) as connection:
        with _mapped(target, watch, ModelUnavailable, "连不上"):
            connection.connect()
            connection.sock.settimeout(limits.gap)
            watch.guard(connection.sock)
            connection.request("POST", target.resource(name), body, dict(headers))
            response = connection.getresponse()
        with closing(response):
            yield response


def chunks(target: Endpoint, response: HTTPResponse, *, limit: int, watch: Watch) -> Iterator[bytes]:
    """The body in pieces as they come. Errors: ModelTimeout, ModelInterrupted; ModelReplyInvalid after `limit` bytes."""
    while True:
        with _mapped(target, watch, ModelInterrupted, "的回答中断了"):
            chunk = response.read1(_BLOCK)
        if not chunk:
            watch.check()
            return
        yield chunk
        limit -= len(chunk)
        if limit < 0:
            raise ModelReplyInvalid(f"语言模型服务 {target.origin} 的回答大得不合理，已停止接收")


def _connection(target: Endpoint, seconds: float) -> HTTPConnection:
    kind = HTTPSConnection if target.address.scheme == "https" else HTTPConnection
    nearest = target.proxy or target.address
    connection = kind(str(nearest.hostname), nearest.port, timeout=seconds)
    if target.proxy and target.address.scheme == "https":
        connection.set_tunnel(str(target.address.hostname), target.address.port)
    return connection


@contextmanager
def _mapped(target: Endpoint, watch: Watch, kind: type[ModelError], words: str) -> Iterator[None]:
    """What was shut down by the watch ends with the watch's error, whatever it looks like from inside.

    The cause is not chained: it may quote what the other side sent, and that may be the key.
    """
    try:
        yield
    except TimeoutError:
        watch.check()
        raise ModelTimeout(f"语言模型服务 {target.origin} 没有应答：等待超时") from None
    except (OSError, HTTPException) as error:
        watch.check()
        cause = getattr(error, "strerror", None) or type(error).__name__
        raise kind(f"语言模型服务 {target.origin} {words}（{cause}）；请检查服务是否在运行、地址是否正确") from None
