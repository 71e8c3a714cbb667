#include "store_fixture.hpp"
