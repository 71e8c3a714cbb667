// The host's own pages on the portal, and those that both faces have: signing in, the password, the theme.
#pragma once

#include <string_view>

#include "web/router.hpp"

namespace gongting::host::portal {

/// Adds all of them; `front` is the page of the installation, before any site.
void add_routes(web::Router& site, web::Router& front);

// One function a file, called by add_routes.
void add_front(web::Router& front);
void add_home(web::Router& site);
void add_point_pages(web::Router& site);
void add_sign_in_pages(web::Router& site);
void add_receipt_pages(web::Router& site);
void add_notice_pages(web::Router& site);
void add_notice_settings(web::Router& site);
void add_service_pages(web::Router& site);
void add_join_pages(web::Router& site);
void add_register_pages(web::Router& site);
void add_provider_pages(web::Router& site);
void add_second_factor_pages(web::Router& site);
void add_account_pages(web::Router& site);
void add_forgotten_password(web::Router& site);
void add_setup_page(web::Router& front);
void add_theme(web::Router& site);
void add_info_pages(web::Router& site);

/// Of the notice in templates/partials/notice.html; a consent is kept with the version that was shown.
inline constexpr std::string_view k_notice_version = "2026-11";

}  // namespace gongting::host::portal
