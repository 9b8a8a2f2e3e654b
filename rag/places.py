"""Names of places, as alternatives of a pattern: enough to see that a text names one."""

PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|"
    "山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|"
    "宁夏|新疆|香港|澳门|台湾"
)
"""Provinces, autonomous regions, municipalities and special administrative regions."""

CITIES = (
    "广州|深圳|珠海|汕头|佛山|韶关|河源|梅州|惠州|汕尾|东莞|中山|江门|阳江|湛江|"
    "茂名|肇庆|清远|潮州|揭阳|云浮|南沙|横琴|前海|石家庄|太原|沈阳|长春|哈尔滨|"
    "南京|杭州|合肥|福州|南昌|济南|郑州|武汉|长沙|南宁|海口|成都|贵阳|昆明|拉萨|"
    "西安|兰州|西宁|银川|大连|青岛|宁波|厦门"
)
"""The cities of Guangdong, the capitals of the provinces and the cities with plans of their own."""
ZONES = "横琴|前海|南沙|河套|琶洲|松山湖|浦东|临港|雄安|滨海新区|两江新区|天府新区|西咸新区|光谷"
