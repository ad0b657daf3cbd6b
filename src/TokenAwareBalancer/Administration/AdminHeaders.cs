namespace TokenAwareBalancer.Administration;

/// <summary>
/// What every answer of the admin port tells a browser, should one ever show it: to do nothing with it.
/// </summary>
internal static class AdminHeaders
{
    public static void Add(HttpResponse response)
    {
        var headers = response.Headers;
        // The port has no pages of its own: nothing may load, run, or frame it.
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
