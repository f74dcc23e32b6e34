// purpose: Say that the graph answers.
// params: none
// returns: answer
RETURN 1 AS answer
