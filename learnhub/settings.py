"""What an operator can set, read from the environment and checked once at start."""

import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings of one site. docs/settings.md describes each; a test keeps the two in step."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    instance_dir: Path = Field(
        default=PROJECT_DIR / "instance",
        description="Folder of the database, files, keys and logs. Made with access for its owner only.",
    )
    content_dir: Path = Field(
        default=PROJECT_DIR / "content", description="Folder of the sample courses and the policy baseline."
    )
    database_url: str = Field(
        default="",
        description="SQLAlchemy address of the database; empty means SQLite in the instance folder.",
    )
    site_name: str = Field(default="学习汇", description="Name of the site, shown on every page.")
    port: int = Field(
        default=8000, ge=1, le=65535, description="Port that the server listens on (127.0.0.1)."
    )
    server_workers: int = Field(default=2, ge=1, le=64, description="Server processes.")
    secure_cookies: bool = Field(
        default=False, description="Send cookies over https only. Switch on wherever the site has https."
    )
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="How many proxies in front may tell the visitor's address."
    )
    session_days: int = Field(default=30, ge=1, le=365, description="Days until a sign-in ends by itself.")
    requests_per_minute: int = Field(
        default=3000,
        ge=0,
        description="Requests that one address may make in a minute, per server process; 0: no limit. "
        "A training room with forty people is one address.",
    )
    search_engine: Literal["database", "whoosh"] = Field(
        default="database", description="database (FTS5 or PostgreSQL, as the database is) or whoosh."
    )
    uploads_person_mb: int = Field(
        default=3000, ge=10, description="How much video, sound and pictures one person may have here, in MB."
    )
    uploads_total_mb: int = Field(
        default=50_000, ge=100, description="How much all uploads together may take on this machine, in MB."
    )
    voices: Literal["natural", "espeak"] = Field(
        default="natural",
        description="natural: `make run` installs the natural voice in the background and it reads lessons; "
        "espeak: only the built-in voice, nothing is installed.",
    )
    google_speech: bool = Field(
        default=False,
        description="Let Google's voice (gTTS) read lessons. Sends their text abroad, over a connection "
        "whose certificate the library doesn't check; private texts are never sent.",
    )
    legal_basis: Literal["duty", "consent"] = Field(
        default="duty",
        description="duty: a federation informs people; consent: a private base asks each separately.",
    )
    supervision_phone: str = Field(default="", description="Supervision telephone, shown on every page.")
    supervision_text: str = Field(
        default="", description="Supervision contact in writing (SMS number or e-mail), shown beside it."
    )
    mail_server: str = Field(
        default="",
        description="Mail server that e-mail is handed to; empty: e-mail is written as files into the outbox folder of the instance folder, as SMS is.",
    )
    mail_port: int = Field(default=465, ge=1, le=65535, description="Port of the mail server.")
    mail_security: Literal["tls", "starttls", "none"] = Field(
        default="tls", description="tls from the beginning, starttls, or none (a server on the same machine)."
    )
    mail_user: str = Field(default="", description="Name at the mail server; empty where it asks for none.")
    mail_password: str = Field(default="", repr=False, description="Password at the mail server.")
    mail_from: str = Field(
        default="",
        validate_default=True,  # what is missing is missing only where there is a server
        description="Address that e-mail is sent from; needed with MAIL_SERVER.",
    )
    log_to_terminal: bool = Field(
        default=True, description="Write log lines to standard error; `make run` switches it off."
    )
    log_files: bool = Field(default=True, description="Also write log files into the instance folder.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="Log level.")

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_whole(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("mail_server") and "@" not in value:
            raise ValueError("MAIL_SERVER needs MAIL_FROM, an address such as learn@example.org")
        return value

    @property
    def database_address(self) -> str:
        """Return the SQLAlchemy address in force."""
        return self.database_url or f"sqlite:///{self.instance_dir / 'learnhub.db'}"


def read_settings() -> Settings:
    """Read the settings from the environment; SystemExit with one line for each that makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"settings: {'.'.join(map(str, fault['loc'])).upper()}={fault['input']!r}: {fault['msg']}"
            for fault in error.errors()
        ]
        raise SystemExit("\n".join([*lines, "settings: docs/settings.md says what each can be"])) from None


KEY_NAMES = ("field", "index", "seal")


def make_keys(settings: Settings) -> list[str]:
    """Make the keys that are missing, 32 random bytes each, readable by the owner only; return their names.

    field: encrypts columns. index: keyed look-ups of encrypted columns. seal: signs the seals of the evidence log.
    A key that exists is never touched: what it encrypted would be lost.
    """
    folder = settings.instance_dir / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in KEY_NAMES:
        try:
            handle = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        made.append(name)
    return made


def key_bytes(settings: Settings, name: str) -> bytes:
    """Return one of the site's keys; RuntimeError when it was never made or was lost."""
    path = settings.instance_dir / "keys" / f"{name}.key"
    if name not in KEY_NAMES or not path.exists():
        raise RuntimeError(f"key {name!r} is missing in {path.parent}; run: flask --app wsgi keys make")
    return path.read_bytes()
