"""What makes a rendered PDF both PDF/A-3a and PDF/UA-1: the layout engine offers one or the other."""

import io
import re
import unicodedata

import pikepdf
from pikepdf import Array, Dictionary, Name

UA_SPACE = "http://www.aiim.org/pdfua/ns/id/"
# The claim of PDF/UA-1, and the description of its property that PDF/A asks for of what is not its own.
UA = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{UA_SPACE}"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA_SPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
""".encode()
_END = b"</rdf:RDF>"
# Readers turn right-to-left text round letter by letter, and with it the letters that a ligature stands for. Unicode
# has one character for each ligature of Arabic: what is one glyph is then one letter, which searching takes for both.
_BLOCKS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
LIGATURES = {
    whole: character
    for block in _BLOCKS
    for character in map(chr, block)
    if len(whole := unicodedata.normalize("NFKC", character)) > 1 and " " not in whole
}
_MAPPED = re.compile(rb"(<[0-9a-f]{4}> <)((?:[0-9a-f]{4}){2,})(>)")


def conformed(pdf):
    """The PDF, rendered as PDF/A-3a, as one that is PDF/UA-1 too; for what bears no signatures."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        conform(document)
        document.save(out, deterministic_id=True)
    return out.getvalue()


def conform(document):
    """Changes an open PDF (of pikepdf) that was rendered as PDF/A-3a so that it is PDF/UA-1 too."""
    _claim_ua(document)
    _remove_repeated_associations(document)
    _give_ligatures_one_character(document)


def _give_ligatures_one_character(document):
    for font in document.objects:
        if isinstance(font, Dictionary) and font.get(Name.Type) == Name.Font and Name.ToUnicode in font:
            font.ToUnicode.write(_MAPPED.sub(_one_character, font.ToUnicode.read_bytes()))


def _one_character(mapped):
    before, letters, after = mapped.groups()
    whole = bytes.fromhex(letters.decode()).decode("utf-16-be")
    return before + LIGATURES.get(whole, whole).encode("utf-16-be").hex().encode() + after


def _claim_ua(document):
    metadata = document.Root.Metadata
    before, end, after = metadata.read_bytes().rpartition(_END)
    if not end:
        raise ValueError("the rendered file has no metadata to add to")
    metadata.write(before + UA + end + after)


def _remove_repeated_associations(document):
    """The layout engine lists each attachment twice in /AF (its issue 2917)."""
    associated = document.Root.get(Name.AF)
    if associated is None:
        return
    seen, kept = set(), []
    for file in associated:
        if file.objgen not in seen:
            seen.add(file.objgen)
            kept.append(file)
    document.Root[Name.AF] = Array(kept)
