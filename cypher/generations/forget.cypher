// purpose: drop the mark of a number whose links have been undone
// params: number
// returns: nothing
MATCH (s:Staging {number: $number})
DELETE s
