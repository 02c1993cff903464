"""What each page lets a person do while the network is cut, and what may not wait; the amber strip says it.

Which steps may wait is declared in resources/procedure (`offline`); tests hold these words against it.
"""

from __future__ import annotations

from collections.abc import Mapping

_READ = "Puede leer lo que está en pantalla"
_KEPT = "lo que escriba se conserva"

OFFLINE: Mapping[str, str] = {
    "analysis": "Revisar la imagen, clasificar y buscar insumos esperan la red; avales, escalar y cerrar no.",
    "drafting": "Escribir y enviar la respuesta esperan la red; deshacer un envío no.",
    "mirror": f"{_READ}; el reporte se lee al volver la red.",
    "endorsements": f"{_READ} y {_KEPT}; decidir un aval no espera la red.",
    "signature": f"{_READ}; colocar director, numerar y firmar no esperan la red.",
    "printing": f"{_READ}; imprimir no espera la red.",
    "dispatch": f"{_READ}; entregar, cerrar planillas y anotar resultados no esperan la red.",
    "law": f"{_READ} y {_KEPT}; publicar, entregar copias y retirar marcas no esperan la red.",
    "register": "Puede llenar el formulario y lo escrito se conserva; radicar no espera la red.",
    "import": "Importar no espera la red; lo ya importado no se repite al seguir.",
    "rescan": f"{_READ}; radicar la imagen nueva no espera la red.",
    "claim": f"{_READ}; tomar un caso no espera la red: lo reparte el servidor.",
    "share": f"{_READ}; repartir no espera la red: lo calcula el servidor.",
    "workload": f"{_READ}; pasar casos no espera la red: cada uno se revisa en el servidor.",
    "rules": f"{_READ} y {_KEPT}; cambiar una regla no espera la red.",
    "bulk_folder": f"{_READ}; verificar la carpeta no espera la red.",
    "nightly": f"{_READ}; la carga y su revisión no esperan la red.",
    "splits": f"{_READ}; recibir y cerrar desglosados no espera la red.",
    "loads": f"{_READ}; las cargas se leen al volver la red.",
    "area": f"{_READ} y {_KEPT}; aceptar y responder no esperan la red.",
    "control": f"{_READ} y {_KEPT}; dar un insumo por recibido no espera la red.",
    "joint": f"{_READ} y {_KEPT}; decidir en conjunto no espera la red.",
    "lots": f"{_READ}; sacar una muestra no espera la red.",
    "review": f"{_READ} y {_KEPT}; el veredicto no espera la red.",
    "quality_returned": f"{_READ}; la lista se actualiza al volver la red.",
    "quality_closed": f"{_READ}; sacar la segunda muestra no espera la red.",
    "bulk_drafting": f"{_READ}; pasar una carta a Proyección espera la red, proyectar el lote no.",
    "people": f"{_READ}; los cambios de personas no esperan la red.",
    "terms": f"{_READ}; los plazos se leen al volver la red.",
    "calendar": f"{_READ}; proponer y aprobar días no espera la red.",
    "directors": f"{_READ}; proponer y aprobar actos no espera la red.",
    "texts": f"{_READ} y {_KEPT}; proponer y aprobar textos no espera la red.",
    "entity": f"{_READ}; guardar no espera la red.",
    "release": f"{_READ}; fijar la versión no espera la red.",
    "audit": f"{_READ}; consultar y verificar la cadena no esperan la red.",
}
