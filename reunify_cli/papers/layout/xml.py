"""Text within XML, as the standard library's `xml.sax.saxutils` has it, which imports a whole client for the web."""


def escape(text: str) -> str:
    """Text between two tags.

    >>> escape("Ruth & Co <ltd>")
    'Ruth &amp; Co &lt;ltd&gt;'
    """
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def quoteattr(text: str) -> str:
    r"""The value of an attribute, in the quotation marks that it does not hold.

    >>> quoteattr('a "b"'), quoteattr("a\n\"b' <c>")
    ('\'a "b"\'', '"a&#10;&quot;b\' &lt;c&gt;"')
    """
    text = escape(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    if '"' not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else '"{}"'.format(text.replace('"', "&quot;"))
