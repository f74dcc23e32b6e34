"""Every setting, in one typed place. Nothing else reads the environment."""

from pathlib import Path
from typing import Literal

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
    graph_transaction_seconds: float = Field(
        default=60,
        gt=0,
        description="How long a writing transaction may stay open on a Neo4j, which then undoes it.",
    )
    graph_start_seconds: float = Field(
        default=120, gt=0, description="How long to wait for the embedded graph to answer."
    )
    graph_linger_seconds: float = Field(
        default=3, ge=0, description="How long the embedded graph outlives its last user."
    )
    analysis_uri: str | None = Field(
        default=None,
        description="Bolt address of the analysts' own Neo4j. None: an embedded graph in the data folder's `analysis`.",
    )
    analysis_user: str = Field(default="neo4j", description="User for the graph at MAST_ANALYSIS_URI.")
    analysis_password: SecretStr | None = Field(
        default=None, description="Password for the graph at MAST_ANALYSIS_URI."
    )
    analysis_database: str = Field(default="neo4j", description="Database name at MAST_ANALYSIS_URI.")
    analysis_period: Literal["month", "quarter", "year"] = Field(
        default="quarter", description="How long a pseudonym in the analysts' copy holds."
    )
    analysis_k: int = Field(
        default=5, ge=5, description="Households, or addresses, that must look alike to be shown in the analysts' copy."
    )
    sql_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy address of the SQL store. None: SQLite under the data folder."
    )
    mappings: Path | None = Field(
        default=None, description="Folder of further partner mapping files, read beside the built-in five."
    )
    institutions: Path | None = Field(
        default=None,
        description="CSV `uprn,name,kind` of institutional addresses. None: what `mast institutions load` kept.",
    )
    crowded_degree: int = Field(
        default=40, gt=1, description="Records on one identifier or address above which it is crowded."
    )
    rollback_generations: int = Field(
        default=14,
        ge=2,
        description="Newest generations that rollback reaches; what only older ones see is moved to history.",
    )
    gate_share: float = Field(
        default=0.001, ge=0, le=1, description="Share of persons that one resolve may merge or split unexplained."
    )
    gate_persons: int = Field(
        default=5, ge=0, description="Persons that it may merge or split unexplained whatever their share."
    )
    lease_seconds: float = Field(default=30, gt=1, description="How long a silent writer keeps its lease.")
    token_secret: SecretStr | None = Field(
        default=None, description="Signing key for `mast token`. None: one is made in the data folder."
    )
    oidc_issuer: str | None = Field(
        default=None, description="OpenID Connect issuer. When set, `mast token` is refused."
    )
    oidc_audience: str = Field(default="mast-api", description="Audience that the issuer's access tokens must be for.")
    oidc_client_id: str = Field(default="mast-pages", description="Client that signs people in for the pages.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The client's secret. None: a public client, by PKCE alone."
    )
    oidc_user_claim: str = Field(default="sub", description="Claim of the access token that names the user.")
    oidc_role_claim: str = Field(default="mast_role", description="Claim with the role: a text, or a list with one.")
    oidc_agency_claim: str = Field(default="mast_agency", description="Claim with the partner code of the agency.")
    policy: Path | None = Field(
        default=None, description="TOML file of who may read what, in place of the built-in `access/policy.toml`."
    )
    legal_bases: Path | None = Field(
        default=None, description="TOML file with each partner's legal basis for sharing; `mast audit bases` reads it."
    )
    audit_checkpoints: Path | None = Field(
        default=None,
        description="File that signed heads of the audit chain are added to: on another machine or an append-only "
        "mount. None: `checkpoints.jsonl` in the data folder, which an insider can reach.",
    )
    notice_smtp: SecretStr | None = Field(
        default=None,
        description="Mail server that tells a seal's owner of a broken glass: `smtp://user:password@host:587`. "
        "None: they read `mast seal broken`.",
    )
    notice_sender: str = Field(default="mast@localhost", description="Address that those notices come from.")
    checkpoint_seconds: float = Field(default=60, gt=0, description="How often the audit chain's head is signed.")
    request_seconds: float = Field(default=5, gt=0, description="Deadline for one GraphQL request.")
    rate_minute: int = Field(
        default=120, ge=0, description="GraphQL requests that one person may make in a minute; 0 for any number."
    )
    rate_purpose_hour: int = Field(
        default=500, ge=0, description="Those that one person may make in an hour for one purpose; 0 for any number."
    )
    only_persisted: bool = Field(
        default=False, description="Answer only the ready-made operations of graphql/operations."
    )
    graphiql: bool = Field(
        default=False, description="Serve GraphiQL at /graphiql, for developers; `make graphiql` installs it."
    )
    tracing: bool = Field(
        default=False, description="Send a span a request by OTLP, as OTEL_EXPORTER_OTLP_* say; needs `.[telemetry]`."
    )
    hosts: str = Field(
        default="", description="Host names, with commas, under which the service is addressed besides loopback."
    )
    rejected_share: float = Field(
        default=0.05, ge=0, le=1, description="Share of rejected rows above which a whole delivery is held."
    )
    shrunken_share: float = Field(
        default=0.5, gt=0, le=1, description="Share by which a delivery may be smaller than usual before it is held."
    )
    quality_stop_points: float = Field(
        default=40, gt=0, le=100, description="Points by which a field may be filled less than usual before it is held."
    )
    purpose: str = Field(default="operations", description="Purpose recorded for commands that read people.")
    case: str | None = Field(default=None, description="Case reference recorded for commands that read people.")

    def of_analysis(self) -> "Settings":
        """The same, with the graph of the analysts' copy for the graph."""
        return self.model_copy(
            update={
                "home": self.home / "analysis",
                "graph_uri": self.analysis_uri,
                "graph_user": self.analysis_user,
                "graph_password": self.analysis_password,
                "graph_database": self.analysis_database,
            }
        )

    @property
    def pseudonym_key(self) -> Path:
        return self.home / "pseudonym.key"

    @property
    def rejects_folder(self) -> Path:
        return self.home / "rejects"

    @property
    def deliveries_folder(self) -> Path:
        return self.home / "deliveries"

    @property
    def familiar_folder(self) -> Path:
        """What is known of rows that were read before: of use for speed alone, and never missed."""
        return self.home / "familiar"

    @property
    def certificates_folder(self) -> Path:
        return self.home / "certificates"

    @property
    def reports_folder(self) -> Path:
        """Packs that the board was given, with the counts behind them."""
        return self.home / "reports"

    @property
    def restoring(self) -> Path:
        """A mark that lies there from the first to the last step of a restore."""
        return self.home / "restoring"

    @property
    def keep_key(self) -> Path:
        return self.home / "keep.key"

    @property
    def staging_folder(self) -> Path:
        """Where archives are unpacked, into files without names."""
        return self.home / "staging"

    @property
    def mappings_folder(self) -> Path:
        return self.home / "mappings"

    @property
    def institutions_file(self) -> Path:
        return self.home / "institutions.csv"

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
