// purpose: hand out the next number and mark it unfinished
// params: what
// returns: number
MATCH (p:Pointer {key: 'published'})
SET p.highest = p.highest + 1
CREATE (s:Staging {number: p.highest, what: $what, complete: false})
RETURN s.number AS number
