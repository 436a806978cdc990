"""What every page's frame shows."""

from django.conf import settings


def site(request):
    return {
        "organization": settings.ORGANIZATION,
        "demonstration": settings.DEMONSTRATION,
        "source_url": settings.SOURCE_URL,
    }
