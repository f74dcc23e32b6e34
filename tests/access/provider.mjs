// A real OpenID Connect provider for the tests: node provider.mjs PORT JWKS_FILE. Whoever comes signs in as their
// login_hint; a browser without one is asked for a name, and for nothing else.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [port, jwks, modules] = process.argv.slice(2);
const { default: Provider } = await import(
  pathToFileURL(createRequire(`${modules}/`).resolve("oidc-provider")).href
);
const issuer = `http://127.0.0.1:${port}`;
const people = JSON.parse(readFileSync(jwks, "utf8")).people;

const provider = new Provider(issuer, {
  jwks: { keys: JSON.parse(readFileSync(jwks, "utf8")).keys },
  cookies: { keys: ["only for these tests"] },
  clients: [
    {
      client_id: "mast-pages",
      token_endpoint_auth_method: "none",
      redirect_uris: ["http://127.0.0.1/signed-in"],
      application_type: "native",
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  pkce: { required: () => true },
  ttl: { AccessToken: 600, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (ctx, token) => people[token.accountId],
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "urn:mast-api",
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "",
        audience: "mast-api",
        accessTokenFormat: "jwt",
        accessTokenTTL: 600,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});

const answer = provider.callback();
createServer(async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const { params } = await provider.interactionDetails(request, response);
  const user = params.login_hint ?? new URL(request.url, issuer).searchParams.get("user");
  if (!user) {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end('<form><label>User <input name="user"></label><button>Sign in here</button></form>');
  }
  const grant = new provider.Grant({ accountId: user, clientId: params.client_id });
  grant.addOIDCScope("openid");
  const grantId = await grant.save();
  const result = { login: { accountId: user }, consent: { grantId } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}).listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
