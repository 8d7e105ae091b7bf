// The role starts here.
return 0;
