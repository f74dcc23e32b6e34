// purpose: let the numbers of a graph that is made anew begin beyond all that were handed out before it was lost
// params: number
// returns: nothing
MATCH (p:Pointer {key: 'published'})
WHERE p.highest < $number
SET p.highest = $number
