// Did somebody come by a link that signs in? Its token leaves the address at once.
const token = new URLSearchParams(location.hash.slice(1)).get("key");
if (token) history.replaceState(null, "", location.pathname);

export const LINK: string | null = token;
