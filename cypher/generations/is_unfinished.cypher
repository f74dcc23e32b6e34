// purpose: say whether a number is still unfinished; no row where it is finished, published or undone
// params: number
// returns: number
MATCH (s:Staging {number: $number})
WHERE s.complete = false
RETURN s.number AS number
