"""Every setting, in one typed place. Nothing else reads the environment."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from ``MAST_*`` variables and a ``.env`` file in the working folder."""

    model_config = SettingsConfigDict(
        env_prefix="MAST_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(
        default=Path.home() / ".mast", description="Data folder: embedded graph, SQLite, rejects, models."
    )
    graph_uri: str | None = Field(
        default=None, description="Bolt address of a Neo4j. None: the embedded graph under the data folder."
    )
    graph_user: str = Field(default="neo4j", description="User for the graph at MAST_GRAPH_URI.")
    graph_password: SecretStr | None = Field(default=None, description="Password for the graph at MAST_GRAPH_URI.")
    graph_database: str = Field(default="neo4j", description="Database name at MAST_GRAPH_URI.")
    graph_heap: str = Field(default="2g", pattern=r"^\d+[mg]$", description="Heap of the embedded graph server.")
    graph_start_seconds: float = Field(
        default=120, gt=0, description="How long to wait for the embedded graph to answer."
    )
    graph_linger_seconds: float = Field(
        default=3, ge=0, description="How long the embedded graph outlives its last user."
    )
    sql_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy address of the SQL store. None: SQLite under the data folder."
    )
    mappings: Path | None = Field(
        default=None, description="Folder of further partner mapping files, read beside the built-in five."
    )
    institutions: Path | None = Field(
        default=None, description="CSV `uprn,name,kind` of institutional addresses, used by resolve."
    )
    crowded_degree: int = Field(
        default=40, gt=1, description="Records on one identifier or address above which it is crowded."
    )
    lease_seconds: float = Field(default=30, gt=1, description="How long a silent writer keeps its lease.")
    token_secret: SecretStr | None = Field(
        default=None, description="Signing key for `mast token`. None: one is made in the data folder."
    )
    oidc_issuer: str | None = Field(
        default=None, description="OpenID Connect issuer. When set, `mast token` is refused."
    )
    request_seconds: float = Field(default=5, gt=0, description="Deadline for one GraphQL request.")
    hosts: str = Field(
        default="", description="Host names, with commas, under which the service is addressed besides loopback."
    )
    purpose: str = Field(default="operations", description="Purpose recorded for commands that read people.")
    case: str | None = Field(default=None, description="Case reference recorded for commands that read people.")

    @property
    def rejects_folder(self) -> Path:
        return self.home / "rejects"

    @property
    def mappings_folder(self) -> Path:
        return self.home / "mappings"

    @property
    def models_folder(self) -> Path:
        return self.home / "models"

    @property
    def plans_folder(self) -> Path:
        return self.home / "plans"

    @property
    def decisions_folder(self) -> Path:
        return self.home / "decisions"

    @property
    def sql_address(self) -> str:
        if self.sql_url is not None:
            return self.sql_url.get_secret_value()
        return f"sqlite:///{self.home / 'mast.sqlite'}"
