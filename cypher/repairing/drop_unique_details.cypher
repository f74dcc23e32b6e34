// purpose: drop the index of Details nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_details IF EXISTS
