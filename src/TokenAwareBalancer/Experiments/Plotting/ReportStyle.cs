namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>How a report looks, on light and dark screens, wide and narrow.</summary>
internal static class ReportStyle
{
    /// <summary>Told apart also by those who see few colours; policies beyond them begin again, dashed.</summary>
    public const int Colours = 8;

    /// <summary>Of plots, on a page or alone.</summary>
    public const string PlotSheet = """
        :root{--back:#fff;--ink:#1c2024;--dim:#667;--line:#d9dde3;--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;
        --c4:#b8860b;--c5:#56b4e9;--c6:#7a4fbf;--c7:#555}
        @media (prefers-color-scheme:dark){:root{--back:#15181c;--ink:#e6e9ee;--dim:#9aa3af;--line:#343a42;--c0:#4aa8e0;
        --c1:#f08a4b;--c2:#2fc79a;--c3:#e49cc4;--c4:#e0b84a;--c5:#8ed0f5;--c6:#ab8ae8;--c7:#bbb}}
        svg text{font-size:11px;fill:var(--dim)}
        .grid{stroke:var(--line);stroke-width:1;fill:none}
        .curve{fill:none;stroke-width:1.6;stroke-linejoin:round}
        .thin{stroke-width:1;opacity:.8}.dashed{stroke-dasharray:5 3}.bar{stroke:none}
        .s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}
        .s4{stroke:var(--c4)}.s5{stroke:var(--c5)}.s6{stroke:var(--c6)}.s7{stroke:var(--c7)}
        .f0{fill:var(--c0)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}
        .f4{fill:var(--c4)}.f5{fill:var(--c5)}.f6{fill:var(--c6)}.f7{fill:var(--c7)}
        """;

    public const string Sheet = PlotSheet + "\n" + """
        *{box-sizing:border-box}
        body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
        main{max-width:76rem;margin:0 auto;padding:1rem}
        h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem;border-top:1px solid var(--line);padding-top:1rem}
        h3{font-size:1rem}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:6px;padding:.6rem}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums;margin:.5rem 0 1rem}
        th,td{padding:.2rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--back)}
        th{color:var(--dim);font-weight:600}
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:1rem}
        figure{margin:0;border:1px solid var(--line);border-radius:6px;padding:.5rem}
        figcaption{font-size:.85rem;font-weight:600}
        svg{width:100%;height:auto;display:block}
        .legend{display:flex;flex-wrap:wrap;gap:.1rem .9rem;font-size:.8rem;margin-top:.3rem}
        .legend svg{display:inline-block;width:20px;height:8px;margin-right:.3rem}
        .warning{color:var(--c1);font-weight:600}
        """;

    /// <summary>The classes of the line of the n-th of several.</summary>
    public static string Line(int number) =>
        number % (2 * Colours) < Colours ? $"curve s{number % Colours}" : $"curve dashed s{number % Colours}";

    public static string Fill(int number) => $"f{number % Colours}";
}
