"""How codes of this app are written in addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class _Code:
    prefix = ""

    def to_python(self, value):
        return int(value.removeprefix(self.prefix))

    def to_url(self, value):
        return f"{self.prefix}{int(value):03d}"


class CorrectiveActionCode(_Code):
    prefix = "CA-"
    regex = r"CA-\d{3,9}"


class DeviationCode(_Code):
    prefix = "DV-"
    regex = r"DV-\d{3,9}"


class ReportCode(_Code):
    prefix = "RP-"
    regex = r"RP-\d{3,9}"


class ElementCode(StringConverter):
    """A code or a key of the plan, such as SP7.1; a slash in it is written as a tilde, which no code has."""

    regex = r"[A-Za-z0-9]+(?:[.\-~][A-Za-z0-9]+)*"

    def to_python(self, value):
        return value.replace("~", "/")

    def to_url(self, value):
        return value.replace("/", "~")


register_converter(CorrectiveActionCode, "action")
register_converter(DeviationCode, "deviation")
register_converter(ElementCode, "element")
register_converter(ReportCode, "report")
