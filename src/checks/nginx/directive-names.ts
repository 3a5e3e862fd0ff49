/**
 * nginx's directives with the contexts they are valid in: https://nginx.org/en/docs/dirindex.html, what nginx 1.22.1
 * itself answers (test/checks/nginx/directives.test.ts asks it again), and the documentation of common modules of others:
 * Lua, headers-more, echo, brotli, zstd, ModSecurity, NAXSI, njs, OpenTelemetry, VTS, GeoIP2, Passenger.
 */

/** Contexts, form, names. A name with two forms stands in two rows. `include` is valid everywhere and left out. */
export const DIRECTIVES: readonly (readonly [contexts: string, form: 'block' | 'simple', names: string])[] = [
  [
    'http stream',
    'block',
    'geo geoip2 init_by_lua_block init_worker_by_lua_block map match split_clients upstream',
  ],
  ['main', 'block', 'events http mail mgmt rtmp stream'],
  [
    'http server',
    'block',
    `
      server_rewrite_by_lua_block ssl_certificate_by_lua_block ssl_client_hello_by_lua_block
      ssl_session_fetch_by_lua_block ssl_session_store_by_lua_block
    `,
  ],
  [
    'http server location location-if',
    'block',
    'access_by_lua_block body_filter_by_lua_block header_filter_by_lua_block rewrite_by_lua_block',
  ],
  ['http', 'block', 'charset_map exit_worker_by_lua_block'],
  ['server location', 'block', 'if location'],
  ['location', 'block', 'limit_except'],
  ['http server location', 'block', 'types'],
  ['http stream mail', 'block', 'server'],
  ['upstream stream-upstream', 'simple', 'server'],
  ['stream stream-server', 'block', 'preread_by_lua_block'],
  ['upstream stream-upstream', 'block', 'balancer_by_lua_block'],
  ['http server location location-if stream-server', 'block', 'log_by_lua_block'],
  ['location location-if stream-server', 'block', 'content_by_lua_block'],
  ['server location location-if server-if', 'block', 'set_by_lua_block'],
  [
    'http server location',
    'simple',
    `
      MainRule absolute_redirect access_by_lua_no_postpone add_after_body add_before_body add_header_inherit
      add_trailer_inherit addition_types aio aio_write ancient_browser ancient_browser_value api_status
      app_protect_enable app_protect_policy_file app_protect_security_log app_protect_security_log_enable
      auth_delay auth_digest auth_digest_user_file auth_gss auth_jwt auth_jwt_key_cache auth_jwt_key_file
      auth_jwt_key_request auth_jwt_leeway auth_jwt_require auth_jwt_type auth_ldap auth_ldap_servers
      auth_oidc auth_pam auth_pam_service_name auth_request auth_request_set autoindex autoindex_exact_size
      autoindex_format autoindex_localtime brotli brotli_buffers brotli_comp_level brotli_min_length
      brotli_static brotli_types brotli_window charset_types chunked_transfer_encoding client_body_buffer_size
      client_body_in_file_only client_body_in_single_buffer client_body_temp_path client_body_timeout
      client_max_body_size concat concat_max_files concat_unique create_full_put_path dav_access dav_methods
      default_type directio directio_alignment disable_symlinks etag f4f_buffer_size fancyindex
      fancyindex_css_href fancyindex_exact_size fancyindex_footer fancyindex_header fancyindex_ignore
      fancyindex_localtime fancyindex_name_length fastcgi_allow_upstream fastcgi_bind fastcgi_buffer_size
      fastcgi_buffering fastcgi_buffers fastcgi_busy_buffers_size fastcgi_cache
      fastcgi_cache_background_update fastcgi_cache_bypass fastcgi_cache_key fastcgi_cache_lock
      fastcgi_cache_lock_age fastcgi_cache_lock_timeout fastcgi_cache_max_range_offset fastcgi_cache_methods
      fastcgi_cache_min_uses fastcgi_cache_purge fastcgi_cache_revalidate fastcgi_cache_use_stale
      fastcgi_cache_valid fastcgi_catch_stderr fastcgi_connect_timeout fastcgi_force_ranges
      fastcgi_hide_header fastcgi_ignore_client_abort fastcgi_ignore_headers fastcgi_index
      fastcgi_intercept_errors fastcgi_keep_conn fastcgi_limit_rate fastcgi_max_temp_file_size
      fastcgi_next_upstream fastcgi_next_upstream_timeout fastcgi_next_upstream_tries fastcgi_no_cache
      fastcgi_param fastcgi_pass_header fastcgi_pass_request_body fastcgi_pass_request_headers
      fastcgi_read_timeout fastcgi_request_buffering fastcgi_send_lowat fastcgi_send_timeout
      fastcgi_socket_keepalive fastcgi_split_path_info fastcgi_store fastcgi_store_access
      fastcgi_temp_file_write_size fastcgi_temp_path grpc_allow_upstream grpc_bind grpc_buffer_size
      grpc_connect_timeout grpc_hide_header grpc_ignore_headers grpc_intercept_errors grpc_next_upstream
      grpc_next_upstream_timeout grpc_next_upstream_tries grpc_pass_header grpc_read_timeout grpc_send_timeout
      grpc_set_header grpc_socket_keepalive grpc_ssl_certificate grpc_ssl_certificate_cache
      grpc_ssl_certificate_key grpc_ssl_ciphers grpc_ssl_conf_command grpc_ssl_crl grpc_ssl_key_log
      grpc_ssl_name grpc_ssl_password_file grpc_ssl_protocols grpc_ssl_server_name grpc_ssl_session_reuse
      grpc_ssl_trusted_certificate grpc_ssl_verify grpc_ssl_verify_depth gunzip gunzip_buffers gzip_buffers
      gzip_comp_level gzip_disable gzip_hash gzip_http_version gzip_min_length gzip_no_buffer gzip_proxied
      gzip_static gzip_types gzip_vary gzip_window hls_buffers hls_forward_args hls_fragment
      hls_mp4_buffer_size hls_mp4_max_buffer_size http2_chunk_size http2_push http2_push_preload
      if_modified_since image_filter_buffer image_filter_interlace image_filter_jpeg_quality
      image_filter_sharpen image_filter_transparency image_filter_webp_quality index js_body_filter
      js_fetch_buffer_size js_fetch_ciphers js_fetch_max_response_buffer_size js_fetch_protocols
      js_fetch_timeout js_fetch_trusted_certificate js_fetch_verify js_fetch_verify_depth js_periodic
      keepalive_disable limit_conn_status limit_req limit_req_dry_run limit_req_log_level limit_req_status
      lingering_close lingering_time lingering_timeout log_not_found log_subrequest lua_check_client_abort
      lua_code_cache lua_http10_buffering lua_need_request_body lua_socket_buffer_size
      lua_socket_connect_timeout lua_socket_keepalive_timeout lua_socket_log_errors lua_socket_pool_size
      lua_socket_read_timeout lua_socket_send_timeout lua_ssl_ciphers lua_ssl_conf_command lua_ssl_crl
      lua_ssl_protocols lua_ssl_trusted_certificate lua_ssl_verify_depth
      lua_transform_underscores_in_response_headers lua_use_default_type max_ranges memcached_bind
      memcached_buffer_size memcached_connect_timeout memcached_gzip_flag memcached_next_upstream
      memcached_next_upstream_timeout memcached_next_upstream_tries memcached_read_timeout
      memcached_send_timeout memcached_socket_keepalive min_delete_depth mirror mirror_request_body
      modern_browser modern_browser_value modsecurity modsecurity_rules modsecurity_rules_file
      modsecurity_rules_remote modsecurity_use_error_log mp4_buffer_size mp4_max_buffer_size
      mp4_start_key_frame msie_padding msie_refresh nchan_pub_sub oidc_provider open_file_cache
      open_file_cache_errors open_file_cache_events open_file_cache_min_uses open_file_cache_valid opentracing
      opentracing_propagate_context opentracing_trace_locations otel_span_attr otel_span_name otel_trace
      otel_trace_context output_buffers pagespeed passenger_app_env passenger_ruby passenger_user
      port_in_redirect postpone_gzipping postpone_output proxy_allow_upstream proxy_bind_dynamic
      proxy_buffering proxy_buffers proxy_busy_buffers_size proxy_cache proxy_cache_background_update
      proxy_cache_bypass proxy_cache_convert_head proxy_cache_key proxy_cache_lock proxy_cache_lock_age
      proxy_cache_lock_timeout proxy_cache_max_range_offset proxy_cache_methods proxy_cache_min_uses
      proxy_cache_purge proxy_cache_revalidate proxy_cache_use_stale proxy_cache_valid proxy_cookie_domain
      proxy_cookie_flags proxy_cookie_path proxy_force_ranges proxy_headers_hash_bucket_size
      proxy_headers_hash_max_size proxy_hide_header proxy_http_version proxy_ignore_client_abort
      proxy_ignore_headers proxy_intercept_errors proxy_limit_rate proxy_max_temp_file_size proxy_method
      proxy_no_cache proxy_pass_header proxy_pass_request_body proxy_pass_request_headers proxy_pass_trailers
      proxy_read_timeout proxy_redirect proxy_request_buffering proxy_send_lowat proxy_send_timeout
      proxy_set_body proxy_set_header proxy_ssl_certificate_cache proxy_ssl_key_log proxy_store
      proxy_store_access proxy_temp_file_write_size proxy_temp_path read_ahead real_ip_header
      real_ip_recursive recursive_error_pages reset_timedout_connection rewrite_by_lua_no_postpone satisfy
      scgi_allow_upstream scgi_bind scgi_buffer_size scgi_buffering scgi_buffers scgi_busy_buffers_size
      scgi_cache scgi_cache_background_update scgi_cache_bypass scgi_cache_key scgi_cache_lock
      scgi_cache_lock_age scgi_cache_lock_timeout scgi_cache_max_range_offset scgi_cache_methods
      scgi_cache_min_uses scgi_cache_purge scgi_cache_revalidate scgi_cache_use_stale scgi_cache_valid
      scgi_connect_timeout scgi_force_ranges scgi_hide_header scgi_ignore_client_abort scgi_ignore_headers
      scgi_intercept_errors scgi_limit_rate scgi_max_temp_file_size scgi_next_upstream
      scgi_next_upstream_timeout scgi_next_upstream_tries scgi_no_cache scgi_param scgi_pass_header
      scgi_pass_request_body scgi_pass_request_headers scgi_read_timeout scgi_request_buffering
      scgi_send_timeout scgi_socket_keepalive scgi_store scgi_store_access scgi_temp_file_write_size
      scgi_temp_path secure_link secure_link_md5 secure_link_secret sendfile_max_chunk server_name_in_redirect
      server_tokens session_log set_form_input slice ssi_ignore_recycled_buffers ssi_last_modified
      ssi_min_file_chunk ssi_silent_errors ssi_types ssi_value_length sub_filter sub_filter_last_modified
      sub_filter_once sub_filter_types subrequest_output_buffer_size tcp_nopush testcookie testcookie_arg
      testcookie_fallback testcookie_max_attempts testcookie_name testcookie_secret testcookie_session trim
      trim_css trim_js types_hash_bucket_size types_hash_max_size upstream_conf userid userid_domain
      userid_expires userid_flags userid_mark userid_name userid_p3p userid_path userid_service
      uwsgi_allow_upstream uwsgi_bind uwsgi_buffer_size uwsgi_buffering uwsgi_buffers uwsgi_busy_buffers_size
      uwsgi_cache uwsgi_cache_background_update uwsgi_cache_bypass uwsgi_cache_key uwsgi_cache_lock
      uwsgi_cache_lock_age uwsgi_cache_lock_timeout uwsgi_cache_max_range_offset uwsgi_cache_methods
      uwsgi_cache_min_uses uwsgi_cache_purge uwsgi_cache_revalidate uwsgi_cache_use_stale uwsgi_cache_valid
      uwsgi_connect_timeout uwsgi_force_ranges uwsgi_hide_header uwsgi_ignore_client_abort
      uwsgi_ignore_headers uwsgi_intercept_errors uwsgi_limit_rate uwsgi_max_temp_file_size uwsgi_modifier1
      uwsgi_modifier2 uwsgi_next_upstream uwsgi_next_upstream_timeout uwsgi_next_upstream_tries uwsgi_no_cache
      uwsgi_param uwsgi_pass_header uwsgi_pass_request_body uwsgi_pass_request_headers uwsgi_read_timeout
      uwsgi_request_buffering uwsgi_send_timeout uwsgi_socket_keepalive uwsgi_ssl_certificate
      uwsgi_ssl_certificate_cache uwsgi_ssl_certificate_key uwsgi_ssl_ciphers uwsgi_ssl_conf_command
      uwsgi_ssl_crl uwsgi_ssl_key_log uwsgi_ssl_name uwsgi_ssl_password_file uwsgi_ssl_protocols
      uwsgi_ssl_server_name uwsgi_ssl_session_reuse uwsgi_ssl_trusted_certificate uwsgi_ssl_verify
      uwsgi_ssl_verify_depth uwsgi_store uwsgi_store_access uwsgi_string uwsgi_temp_file_write_size
      uwsgi_temp_path vhost_traffic_status vhost_traffic_status_bypass_limit vhost_traffic_status_bypass_stats
      vhost_traffic_status_filter vhost_traffic_status_filter_by_host vhost_traffic_status_filter_by_set_key
      vhost_traffic_status_limit_traffic vhost_traffic_status_set_by_filter xml_entities xslt_last_modified
      xslt_param xslt_string_param xslt_types zstd zstd_buffers zstd_comp_level zstd_min_length zstd_static
      zstd_types
    `,
  ],
  [
    'http',
    'simple',
    `
      auth_jwt_claim_set auth_jwt_header_set exit_worker_by_lua_file fastcgi_cache_path geoip2_proxy
      geoip2_proxy_recursive geoip_proxy geoip_proxy_recursive http2_recv_buffer_size init_by_lua
      init_by_lua_file init_worker_by_lua init_worker_by_lua_file js_preload_object limit_req_zone limit_zone
      lua_capture_error_log lua_load_resty_core lua_malloc_trim lua_max_pending_timers lua_max_running_timers
      lua_regex_cache_max_entries lua_regex_match_limit lua_sa_restart lua_thread_cache_max_entries
      lua_worker_thread_vm_pool_size modsecurity_status opentracing_load_tracer opentracing_tag otel_exporter
      otel_resource_attr otel_service_name pagespeed_library passenger_instance_registry_dir
      passenger_max_pool_size passenger_root perl_modules perl_require perl_set proxy_cache_path
      push_stream_shared_memory_size scgi_cache_path server_names_hash_bucket_size server_names_hash_max_size
      ssl_session_fetch_by_lua_file ssl_session_store_by_lua_file uwsgi_cache_path
      vhost_traffic_status_average_method vhost_traffic_status_dump vhost_traffic_status_zone
    `,
  ],
  [
    'http server location location-if',
    'simple',
    `
      access_by_lua access_by_lua_file add_header add_trailer body_filter_by_lua body_filter_by_lua_file
      charset echo echo_after_body echo_before_body echo_duplicate echo_exec echo_flush echo_location
      echo_location_async echo_read_request_body echo_sleep echo_subrequest error_page expires gzip
      header_filter_by_lua header_filter_by_lua_file js_header_filter limit_rate limit_rate_after log_by_lua
      log_by_lua_file more_clear_headers more_clear_input_headers more_set_headers more_set_input_headers
      override_charset passenger_enabled post_action rewrite_by_lua rewrite_by_lua_file root sendfile
      source_charset ssi xslt_stylesheet
    `,
  ],
  [
    'http server',
    'simple',
    `
      client_header_buffer_size client_header_timeout connection_pool_size early_hints http2
      http2_body_preread_size http2_idle_timeout http2_max_concurrent_pushes http2_max_concurrent_streams
      http2_max_field_size http2_max_header_size http2_max_requests http2_pool_size http2_recv_timeout
      http2_streams_index_size http3 http3_hq http3_max_concurrent_streams http3_stream_buffer_size
      ignore_invalid_headers large_client_header_buffers lua_ssl_session_fetch max_headers merge_slashes
      modsecurity_transaction_id quic_active_connection_id_limit quic_gso quic_host_key quic_retry
      request_pool_size spdy_chunk_size spdy_headers_comp ssl_buffer_size ssl_certificate_by_lua_file
      ssl_certificate_cache ssl_certificate_compression ssl_client_hello_by_lua_file ssl_early_data
      ssl_ech_file ssl_key_log underscores_in_headers
    `,
  ],
  [
    'server location',
    'simple',
    `
      BasicRule CheckRule DeniedUrl LearningMode SecRulesDisabled SecRulesEnabled ajp_pass api check_status
      dav_ext_lock dav_ext_methods f4f hls image_filter naxsi_mode nchan_publisher nchan_subscriber
      nginx_status push_stream_publisher push_stream_subscriber referer_hash_bucket_size referer_hash_max_size
      rtmp_control rtmp_stat rtmp_stat_stylesheet session_sticky status status_format stub_status try_files
      upload_cleanup upload_limit_rate upload_pass upload_pass_args upload_set_form_field upload_store
      valid_referers vhost_traffic_status_display vhost_traffic_status_display_format
    `,
  ],
  [
    'http server location stream stream-server',
    'simple',
    `
      js_access limit_conn limit_conn_dry_run limit_conn_log_level open_log_file_cache proxy_bind
      proxy_buffer_size proxy_connect_timeout proxy_next_upstream proxy_next_upstream_timeout
      proxy_next_upstream_tries proxy_socket_keepalive proxy_ssl_certificate proxy_ssl_certificate_key
      proxy_ssl_ciphers proxy_ssl_conf_command proxy_ssl_crl proxy_ssl_name proxy_ssl_password_file
      proxy_ssl_protocols proxy_ssl_server_name proxy_ssl_session_reuse proxy_ssl_trusted_certificate
      proxy_ssl_verify proxy_ssl_verify_depth tcp_nodelay
    `,
  ],
  [
    'main',
    'simple',
    `
      daemon debug_points env google_perftools_profiles load_module lock_file master_process pcre_buffer
      pcre_jit pid quic_bpf ssl_engine ssl_object_cache_inheritable thread_pool timer_resolution user
      worker_cpu_affinity worker_priority worker_processes worker_rlimit_core worker_rlimit_nofile
      worker_shutdown_timeout working_directory
    `,
  ],
  [
    'upstream stream-upstream',
    'simple',
    `
      balancer_by_lua_file check check_http_expect_alive check_http_send check_keepalive_requests
      consistent_hash fair hash ip_hash jvm_route keepalive least_conn least_time ntlm queue random state
      sticky sticky_cookie_insert sticky_route upsync upsync_dump_path zone
    `,
  ],
  [
    'stream stream-server',
    'simple',
    `
      health_check_timeout js_filter js_preread mqtt mqtt_preread mqtt_set_connect preread_buffer_size
      preread_timeout proxy_download_rate proxy_half_close proxy_protocol_timeout proxy_requests
      proxy_responses proxy_session_drop proxy_ssl proxy_upload_rate ssl_alpn ssl_preread zone_sync_buffers
      zone_sync_timeout
    `,
  ],
  [
    'http stream',
    'simple',
    `
      geoip_city geoip_country geoip_org js_import js_include js_path js_set js_var keyval keyval_zone
      limit_conn_zone log_format lua_package_cpath lua_package_path lua_shared_dict map_hash_bucket_size
      map_hash_max_size variables_hash_bucket_size variables_hash_max_size
    `,
  ],
  [
    'mail mail-server',
    'simple',
    `
      auth_http auth_http_header auth_http_pass_client_cert auth_http_timeout imap_auth imap_capabilities
      imap_client_buffer max_errors pop3_auth pop3_capabilities proxy_buffer proxy_pass_error_message
      proxy_smtp_auth smtp_auth smtp_capabilities smtp_client_buffer smtp_greeting_delay starttls timeout
    `,
  ],
  [
    'http server stream stream-server mail mail-server',
    'simple',
    `
      ssl_certificate ssl_certificate_key ssl_ciphers ssl_client_certificate ssl_conf_command ssl_crl
      ssl_dhparam ssl_ecdh_curve ssl_password_file ssl_prefer_server_ciphers ssl_protocols ssl_session_cache
      ssl_session_ticket_key ssl_session_tickets ssl_session_timeout ssl_trusted_certificate ssl_verify_client
      ssl_verify_depth
    `,
  ],
  [
    'location location-if',
    'simple',
    `
      content_by_lua content_by_lua_file drizzle_pass fastcgi_pass grpc_pass js_content memcached_pass
      mogilefs_pass perl postgres_pass postgres_query redis2_pass redis_pass scgi_pass srcache_fetch
      srcache_store uwsgi_pass
    `,
  ],
  [
    'server location location-if server-if',
    'simple',
    `
      break rewrite set_by_lua set_by_lua_file set_decode_base64 set_encode_base64 set_formatted_local_time
      set_hmac_sha1 set_if_empty set_md5 set_quote_sql_str set_random set_secure_random_alphanum set_sha1
      set_unescape_uri
    `,
  ],
  [
    'events',
    'simple',
    `
      accept_mutex accept_mutex_delay debug_connection devpoll_changes devpoll_events epoll_events
      kqueue_changes kqueue_events multi_accept use worker_aio_requests worker_connections
    `,
  ],
  [
    'http server stream stream-server',
    'simple',
    `
      ssl_handshake_timeout ssl_ocsp ssl_ocsp_cache ssl_ocsp_responder ssl_reject_handshake ssl_stapling
      ssl_stapling_file ssl_stapling_responder ssl_stapling_verify
    `,
  ],
  ['location', 'simple', 'alias api_location empty_gif flv internal internal_redirect mp4 random_index'],
  ['http server location upstream', 'simple', 'keepalive_requests keepalive_time keepalive_timeout'],
  [
    'http server location location-if server-if',
    'simple',
    'rewrite_log set_escape_uri uninitialized_variable_warn',
  ],
  ['http server location limit_except stream stream-server', 'simple', 'allow deny'],
  ['http server location limit_except', 'simple', 'auth_basic auth_basic_user_file'],
  ['server location location-if server-if stream-server', 'simple', 'return set'],
  ['stream stream-server mail mail-server', 'simple', 'proxy_protocol proxy_timeout'],
  ['mail-server', 'simple', 'protocol proxy'],
  ['http server location location-if limit_except stream stream-server', 'simple', 'access_log'],
  ['main http server location stream stream-server mail mail-server', 'simple', 'error_log'],
  ['server stream-server mail-server', 'simple', 'listen'],
  ['location location-if limit_except stream-server', 'simple', 'proxy_pass'],
  [
    'http server location stream stream-server stream-upstream mail mail-server',
    'simple',
    'resolver_timeout',
  ],
  ['http server location stream stream-server mail mail-server', 'simple', 'set_real_ip_from'],
  [
    'http server location upstream stream stream-server stream-upstream mail mail-server',
    'simple',
    'resolver',
  ],
  ['stream-server', 'simple', 'zone_sync'],
  ['http stream-server', 'simple', 'zone_sync_server'],
  ['http server mail mail-server', 'simple', 'ssl'],
  ['server stream-server mail mail-server', 'simple', 'server_name'],
  ['server stream-server', 'simple', 'status_zone'],
  ['server', 'simple', 'server_rewrite_by_lua_file'],
  ['server location stream-server', 'simple', 'health_check'],
  ['stream-server', 'simple', 'pass'],
];
