// purpose: read the number of the published generation, 0 before the first
// params: none
// returns: number
MATCH (p:Pointer {key: 'published'})
RETURN p.number AS number
