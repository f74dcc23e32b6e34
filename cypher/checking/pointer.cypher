// purpose: read where the pointer stands and the highest number that was ever handed out
// params: none
// returns: number, highest
MATCH (p:Pointer {key: 'published'})
RETURN p.number AS number, p.highest AS highest
