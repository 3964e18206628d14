"""Where the share menu of a phone sends files. The app's service worker takes them there; this answers when there is none."""

from fastapi import APIRouter, Response

SHARE_PATH = "/import/share"

# Beside the API: the address is one of the app's, named in its manifest.
router = APIRouter(include_in_schema=False)


@router.post(SHARE_PATH)
async def refuse_share() -> Response:
    """Show the import screen, which says what to do instead. Nothing of the body is read: it carries no proof of who sent it."""
    return Response(status_code=303, headers={"location": "/import?share=unsupported"})
