"""How codes of this app are written in addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class AmendmentCode:
    """AM-014 in an address is the number 14."""

    regex = r"AM-\d{3,9}"

    def to_python(self, value):
        return int(value.removeprefix("AM-"))

    def to_url(self, value):
        return f"AM-{int(value):03d}"


register_converter(AmendmentCode, "amendment")


class ElementKey(StringConverter):
    """An element's key in an address, as plans write keys."""

    regex = r"[a-z0-9]+(?:[-.][a-z0-9]+)*"


register_converter(ElementKey, "key")


class VersionAddress:
    """A version in an address: 3, or 3-corr-1 for its first corrigendum; a pair of numbers in a view. In templates the
    Version itself, or its number, is given."""

    regex = r"\d{1,9}(?:-corr-\d{1,3})?"

    def to_python(self, value):
        number, _, corrigendum = value.partition("-corr-")
        return int(number), int(corrigendum or 0)

    def to_url(self, value):
        return getattr(value, "address", None) or str(value)


register_converter(VersionAddress, "version")


class Digest(StringConverter):
    """A SHA-256 in an address, in hexadecimal."""

    regex = r"[0-9a-f]{64}"


register_converter(Digest, "digest")
