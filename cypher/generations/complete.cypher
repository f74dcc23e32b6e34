// purpose: mark a number as finished, ready to be published, and what it adds to the digest
// params: number, digest
// returns: number
MATCH (s:Staging {number: $number})
SET s.complete = true, s.digest = $digest
RETURN s.number AS number
