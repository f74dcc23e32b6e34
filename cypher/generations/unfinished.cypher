// purpose: list the numbers that a writer left unfinished, the newest first
// params: none
// returns: number, what
MATCH (s:Staging)
WHERE s.complete = false
RETURN s.number AS number, s.what AS what
ORDER BY s.number DESC
