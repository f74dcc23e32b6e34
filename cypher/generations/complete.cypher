// purpose: mark a number as finished, ready to be published
// params: number
// returns: number
MATCH (s:Staging {number: $number})
SET s.complete = true
RETURN s.number AS number
