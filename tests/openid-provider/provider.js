// An OpenID provider for tests, with one person: `node provider.js REDIRECT_URI` prints its address.
// Its claims have the shape that Keycloak gives them. Sign-in and consent are the small pages below.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [redirect] = process.argv.slice(2);
const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const person = {
  sub: "asha-1",
  name: "Asha Rao",
  preferred_username: "asha@clinic.example",
  realm_access: { roles: ["clinic-desk"] },
  vaani_businesses: ["bistro"],
};
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "vaani",
      client_secret: "a secret of this test alone",
      redirect_uris: [redirect],
      application_type: "native",
    },
  ],
  conformIdTokenClaims: false,
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "realm_access", "vaani_businesses"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, id) => ({ accountId: id, claims: () => person }),
});
const answer = provider.callback();

async function interact(request, response) {
  const { uid, prompt, params, grantId } = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html");
    response.end(`<form method="post" action="/interaction/${uid}"><h1>${prompt.name}</h1>
      <label>Name <input name="login"></label><button>Go on</button></form>`);
    return;
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  if (prompt.name === "login") {
    const known = new URLSearchParams(body).get("login") === "asha";
    const result = known ? { login: { accountId: person.sub } } : { error: "access_denied" };
    await provider.interactionFinished(request, response, result);
    return;
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope("openid profile");
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

server.on("request", (request, response) => {
  const handled = request.url.startsWith("/interaction/")
    ? interact(request, response)
    : Promise.resolve(answer(request, response));
  handled.catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});
console.log(issuer);
