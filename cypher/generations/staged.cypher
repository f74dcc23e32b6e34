// purpose: list the finished numbers that are not yet published
// params: none
// returns: number, what
MATCH (s:Staging)
WHERE s.complete = true
RETURN s.number AS number, s.what AS what
ORDER BY s.number
