// purpose: drop a note whose links have been moved, and count the move, so that who reads history meanwhile can tell
// params: key
// returns: moves
MATCH (c:Closing {key: $key})
DELETE c
WITH count(*) AS settled
MATCH (p:Pointer {key: 'published'})
SET p.moves = coalesce(p.moves, 0) + settled
RETURN p.moves AS moves
