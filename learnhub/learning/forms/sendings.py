"""What may be typed and chosen where somebody sends words, a recording, a video or a photo."""

from wtforms import BooleanField, FileField, HiddenField, StringField, TextAreaField

from learnhub.accounts.rules.consent import Basis, Purpose, text_of
from learnhub.learning.rules.sendings import DESCRIPTION_CHARACTERS_MAX, WORDS_CHARACTERS_MAX, SendingKind
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import at_most, tidy


class SendingForm(SiteForm):
    """A sending; a page's own form inherits it and may give `words` another label.

    upload_*: names an upload that a script has finished. kept_*: names a file that was taken when something else had to be mended, so
    that it isn't sent twice; drops_*: it isn't wanted after all. place: what its draft is kept by.
    """

    words = TextAreaField(say("写下来"), [at_most(WORDS_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)])
    voice = FileField(say("录音文件"))
    video = FileField(say("视频文件"))
    photo = FileField(say("照片文件"))
    photo_words = StringField(
        say("照片里有什么"), [at_most(DESCRIPTION_CHARACTERS_MAX)], filters=[lambda typed: tidy(typed)]
    )
    is_undescribed = BooleanField(say("我说不清照片里有什么"))
    drops_voice = BooleanField(say("不发这段录音"))
    drops_video = BooleanField(say("不发这段视频"))
    drops_photo = BooleanField(say("不发这张照片"))
    # Only where the operator asks for consent; a duty informs.
    agrees = BooleanField(say(text_of(Purpose.SENDING, Basis.CONSENT).agreement))
    upload_voice = HiddenField()
    upload_video = HiddenField()
    upload_photo = HiddenField()
    kept_voice = HiddenField()
    kept_video = HiddenField()
    kept_photo = HiddenField()
    place = HiddenField()

    def upload_token(self, kind: SendingKind) -> str:
        """Return what names the upload that a script has finished for this kind; empty without one."""
        return str(self[f"upload_{kind.value}"].data or "")[:100]

    def kept_token(self, kind: SendingKind) -> str:
        """Return what names the file of this kind that was taken before and is still wanted; empty without one."""
        dropped = bool(self[f"drops_{kind.value}"].data)
        return "" if dropped else str(self[f"kept_{kind.value}"].data or "")[:100]

    def keep_token(self, kind: SendingKind, token: str) -> None:
        """Put what names a taken file into the form, so that it comes back with the next try; empty for none."""
        self[f"kept_{kind.value}"].data = token
        self[f"upload_{kind.value}"].data = ""
        self[f"drops_{kind.value}"].data = False
