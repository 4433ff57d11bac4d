@_exported import IndexCalculus
