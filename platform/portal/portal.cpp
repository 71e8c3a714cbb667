#include "portal/portal.hpp"

namespace gongting::host::portal {

void add_routes(web::Router& site, web::Router& front) {
  add_front(front);
  add_home(site);
  add_point_pages(site);
  add_sign_in_pages(site);
  add_receipt_pages(site);
  add_notice_pages(site);
  add_notice_settings(site);
  add_service_pages(site);
  add_join_pages(site);
  add_register_pages(site);
  add_account_pages(site);
  add_second_factor_pages(site);
  add_provider_pages(site);
  add_forgotten_password(site);
  add_setup_page(front);
  add_theme(site);
  add_info_pages(site);
}

}  // namespace gongting::host::portal
