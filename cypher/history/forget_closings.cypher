// purpose: drop the notes of a number whose links have been undone
// params: number
// returns: nothing
MATCH (c:Closing)
WHERE c.number = $number
DELETE c
