// purpose: move the pointer, if and only if it stands where the writer believes; the commit point of publishing
// params: expected, number
// returns: number
MATCH (p:Pointer {key: 'published'})
WHERE p.number = $expected AND $number > p.number
SET p.number = $number
RETURN p.number AS number
