// purpose: list the newest published generations
// params: most
// returns: number
MATCH (g:Generation)
RETURN g.number AS number
ORDER BY number DESC
LIMIT $most
