"""The pages: templates, scripts, styles and words. Text of documents, questions and models is only ever a text node."""
