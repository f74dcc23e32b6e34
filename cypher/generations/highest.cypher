// purpose: read the highest number that was ever handed out
// params: none
// returns: highest
MATCH (p:Pointer {key: 'published'})
RETURN p.highest AS highest
