// purpose: list the finished numbers that are not yet published, and what each adds to the digest
// params: none
// returns: number, what, digest
MATCH (s:Staging)
WHERE s.complete = true
RETURN s.number AS number, s.what AS what, s.digest AS digest
ORDER BY s.number
