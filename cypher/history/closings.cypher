// purpose: list the notes of links that were closed by a number and by earlier ones, the oldest first
// params: until
// returns: key, kind
MATCH (c:Closing)
WHERE c.number <= $until
RETURN c.key AS key, c.kind AS kind
ORDER BY c.number, key
