// purpose: read one published generation, current or not, and how fresh each partner's data are in it
// params: number
// returns: number, published_at, model, plan, decisions, digest, override, restores, code, data_as_of
MATCH (g:Generation {number: $number})
OPTIONAL MATCH (g)-[c:COVERS]->(p:Partner)
RETURN g.number AS number, g.published_at AS published_at, g.model AS model, g.plan AS plan, g.decisions AS decisions, g.digest AS digest, g.override AS override, g.restores AS restores, p.code AS code, c.data_as_of AS data_as_of
ORDER BY code
