// purpose: drop the index of StatedAddress nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_stated_address IF EXISTS
