// purpose: find the generation that was the published one at a moment
// params: moment
// returns: number
MATCH (g:Generation)
WHERE g.published_at <= $moment
RETURN g.number AS number
ORDER BY number DESC
LIMIT 1
