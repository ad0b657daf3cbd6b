namespace TokenAwareBalancer;
internal static class AssemblyMarker;
