// purpose: drop the index of Address nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_address IF EXISTS
