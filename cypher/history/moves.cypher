// purpose: count the moves of links into history so far
// params: none
// returns: moves
MATCH (p:Pointer {key: 'published'})
RETURN coalesce(p.moves, 0) AS moves
