"""The demonstration: a whole evening, played through the outside of the program, as people would."""
