// purpose: list the numbers of all generations that were ever published, the newest first
// params: none
// returns: number
MATCH (g:Generation)
RETURN g.number AS number
ORDER BY number DESC
