// The form forms/application.json: what its declaration cannot say, and taking it in.
#ifndef MEDIATION_APPLICATION_HPP
#define MEDIATION_APPLICATION_HPP

#include "gongting/forms.hpp"

namespace mediation {

void add_application(gongting::FormRules& application);

}  // namespace mediation

#endif
