// purpose: drop the marks of the numbers that a publication has taken in
// params: number
// returns: nothing
MATCH (s:Staging)
WHERE s.number <= $number AND s.complete = true
DELETE s
